def health():
    return "ok"
