def parse(tag):
    return [int(number) for number in tag.removeprefix("v").split(".")]


def next_patch(tag):
    major, minor, patch = parse(tag)
    return f"v{major}.{minor}.{patch + 1}"
