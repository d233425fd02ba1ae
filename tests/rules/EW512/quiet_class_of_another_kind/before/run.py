from shop.window import StandaloneApplication

options = {"reload": True, "preload_app": True}
StandaloneApplication(options).run()
