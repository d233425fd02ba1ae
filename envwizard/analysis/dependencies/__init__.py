"""What the project asks for, what locks it, and which commands install it."""
