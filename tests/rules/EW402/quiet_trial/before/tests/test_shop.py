from debug_shop import app


def test_orders():
    assert app.test_client().get("/").status_code == 200
