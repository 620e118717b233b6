import bell, cooldown, fleet, message, once, size


def handler(event, context):
    taken = [take(**told) for told in message.read(event)]
    return {"messages": taken, "members": fleet.members()}

def take(id, alarm, step):
    done = act(id, step) if step else "nothing to do"
    if step:
        bell.again(alarm)
    return {"id": id, "alarm": alarm, "step": step, "done": done}

def act(id, step):
    if not once.first(id):
        return "seen before"
    members = fleet.members()
    if not size.allows(step, len(members)):
        return "at its bound"
    if not cooldown.begin():
        return "cooling down"
    size.change(step, members)
    return "changed"
