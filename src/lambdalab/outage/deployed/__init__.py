"""The code of lab 10's functions, as it is deployed: each file becomes a package's app.py."""
