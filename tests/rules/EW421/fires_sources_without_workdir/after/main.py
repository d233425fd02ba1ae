from tides import app
