import configparser
import json

parser = configparser.ConfigParser()
parser.read("/etc/shop/shop.ini")
SECRETS = json.load(open("/run/secrets/credentials.json"))
