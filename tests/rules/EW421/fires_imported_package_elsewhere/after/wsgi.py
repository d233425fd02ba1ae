from flask import Flask

from shop.app import extend

app = extend(Flask(__name__))
