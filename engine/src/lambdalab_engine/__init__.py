"""LocalStack as a process on loopback, with the parts that the course needs and LocalStack lacks.

Start it with ``python -m lambdalab_engine --port 4566 --state DIRECTORY``.
"""
