from __future__ import annotations

import os

from flask import Blueprint, request

views = Blueprint("views", __name__)


@views.post("/pictures")
def add():
    picture = request.files["picture"]
    name = os.path.basename(picture.filename)
    picture.save("/Users/mira/Desktop/gallery/uploads/" + name)
    return name, 201
