"""Virtual environments: whose they are, what is wrong in them, and the commands that mend them."""
