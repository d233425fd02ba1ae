import sys

sys.path.append("/opt/flows/scripts")
TABLE = open("/opt/flows/scripts/table.csv").read()
