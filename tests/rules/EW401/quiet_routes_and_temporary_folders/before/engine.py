import requests


def search(kind, query):
    if kind == "images":
        base_path = "/v5/images/search"
    else:
        base_path = "/v5/web/search"
    return requests.get("https://search.example.org" + base_path, params={"q": query}, timeout=10).json()
