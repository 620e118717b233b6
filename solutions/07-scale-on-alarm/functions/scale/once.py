from clients import ConditionFailed, table


def first(id):
    try:
        table.put_item(
            Item={"id": id}, ConditionExpression="attribute_not_exists(id)"
        )
    except ConditionFailed:
        return False
    return True
