class BadReport(Exception):
    pass


def disks_of(event):
    disks = event.get("disks")
    if not isinstance(disks, list):
        raise BadReport("a report has a list of disks")
    for disk in disks:
        if "name" not in disk:
            raise BadReport(f"a disk has a name, this one has not: {disk}")
        used = disk.get("used")
        if not isinstance(used, (int, float)) or not 0 <= used <= 100:
            raise BadReport(f"{disk['name']}: used is {used!r}, not 0 to 100")
    return disks
