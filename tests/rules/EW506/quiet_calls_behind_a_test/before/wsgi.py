import os

from flask import Flask

application = Flask(__name__)

if "LOCAL" in os.environ:
    application.run()

if __name__ == "__main__":
    application.run(debug=True)
