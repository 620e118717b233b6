import guarded
import inventory
teams = inventory.load()


def handler(event, context):
    answer = guarded.handler(event, context)
    kinds = {name: name.split("-")[0] for name in answer["full"]}
    owners = {name: teams.get(kind, "on call") for name, kind in kinds.items()}
    return answer | {"owners": owners}
