import json

with open("clinic/clinic.json") as stream:
    CLINIC = json.load(stream)
