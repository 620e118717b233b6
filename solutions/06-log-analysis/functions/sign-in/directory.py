import time

PASSWORDS = {"ann": "tulip-71", "ben": "anchor-40", "cem": "maple-33"}


def verify(user, password):
    time.sleep(0.02)  # the directory is in another building
    if user not in PASSWORDS:
        return "unknown-user"
    return "ok" if password == PASSWORDS[user] else "wrong-password"
