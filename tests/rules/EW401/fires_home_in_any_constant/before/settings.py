UPLOADS = "/home/anna/projects/shop/uploads"
START = "/home/staff"
