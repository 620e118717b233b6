import app
import report


def handler(event, context):
    disks = report.disks_of(event)
    return app.handler({"disks": disks}, context)
