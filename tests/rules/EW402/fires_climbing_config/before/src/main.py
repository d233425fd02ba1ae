import yaml

if __name__ == "__main__":
    with open("../config/config.yaml", "r") as file:
        print(yaml.safe_load(file))
