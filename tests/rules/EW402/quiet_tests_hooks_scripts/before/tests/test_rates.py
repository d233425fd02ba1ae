RATES = open("data/rates.json").read()
