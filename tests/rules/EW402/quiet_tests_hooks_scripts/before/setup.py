LONG = open("README.md").read()
