# %% wrong: the most guesses
# refused: different users (stats)
query = '''
filter outcome != "ok" | stats count(*) as users by ip | sort users desc | limit 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% wrong: those who got in as well
# refused: of guesses alone (filter)
query = '''
stats count_distinct(user) as users by ip | sort users desc | limit 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% wrong: limited before sorted
# refused: 3 rows of ip and users
query = '''
filter outcome != "ok" | limit 3 | stats count_distinct(user) as users by ip | sort users desc
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% wrong: all of them
# refused: how many rows there are
query = '''
filter outcome != "ok" | stats count_distinct(user) as users by ip | sort users desc
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% wrong: addresses alone
# refused: they should be called ip and users
query = '''
filter outcome != "ok" | stats count_distinct(user) as users by ip | sort users desc
| display ip | limit 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% wrong: another language
# refused: a query that can be read
query = '''
SELECT ip, COUNT(DISTINCT user) AS users WHERE outcome <> 'ok' GROUP BY ip LIMIT 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% wrong: saved under another name
# refused: the account's saved queries are patient
query = '''
filter outcome != "ok" | stats count_distinct(user) as users by ip | sort users desc | limit 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "patient", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% right: with the guesses beside them
query = '''
filter outcome in ["wrong-password", "unknown-user"]
| stats count_distinct(user) as users, count(*) as guesses by ip
| sort users desc, guesses desc | limit 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)

# %% right: by fields first
query = '''
fields ip, user
| filter not (outcome like /^ok$/)
| stats count_distinct(user) as users by ip
| sort users desc
| limit 3
'''
for old in logs.describe_query_definitions()["queryDefinitions"]:
    if old["name"] == "guessers":
        logs.delete_query_definition(queryDefinitionId=old["queryDefinitionId"])
saved = {"name": "guessers", "logGroupNames": [night]}
logs.put_query_definition(**saved, queryString=query)
