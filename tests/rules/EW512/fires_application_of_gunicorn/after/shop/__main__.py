from shop.serving import StandaloneApplication
from shop.web import app


def serve():
    options = {
        "bind": "0.0.0.0:8080",
        "workers": 4,
        "preload_app": True,
    }
    application = StandaloneApplication(app, options)
    application.run()


if __name__ == "__main__":
    serve()
