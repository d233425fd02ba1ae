def add_to(app):
    return app
