"""The pages."""

from flask import Flask, jsonify

from app import config, storage


def create_app():
    app = Flask(__name__)
    app.secret_key = config.SECRET_KEY

    @app.get("/products")
    def products():
        return jsonify(currency=config.CURRENCY, products=storage.products())

    return app


app = create_app()
