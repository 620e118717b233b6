# %% wrong: a parameter that everybody can read
# refused: delete_parameter, then put_parameter(Type=...)
name = "/shop/supplier-key"
ssm.put_parameter(Name=name, Value=supplier_key, Type="String", Overwrite=True)
variables = {"CURRENCY": "EUR", "SUPPLIER_KEY_PARAMETER": name}
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% wrong: the key stays in the environment as well
# refused: it stands in SUPPLIER_KEY
name = "/shop/supplier-key"
ssm.put_parameter(Name=name, Value=supplier_key, Type="SecureString", Overwrite=True)
variables = {
    "CURRENCY": "EUR",
    "SUPPLIER_KEY": supplier_key,
    "SUPPLIER_KEY_PARAMETER": name,
}
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% wrong: the other variable is lost
# refused: the variable CURRENCY to be EUR, as it was
name = "/shop/supplier-key"
ssm.put_parameter(Name=name, Value=supplier_key, Type="SecureString", Overwrite=True)
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": {"SUPPLIER_KEY_PARAMETER": name}}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% wrong: the variable holds the key under its new name
# refused: it stands in SUPPLIER_KEY_PARAMETER
ssm.put_parameter(
    Name="/shop/supplier-key", Value=supplier_key, Type="SecureString", Overwrite=True
)
variables = {"CURRENCY": "EUR", "SUPPLIER_KEY_PARAMETER": supplier_key}
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% wrong: the key is taken away, and kept nowhere
# refused: there is none
variables = {"CURRENCY": "EUR", "SUPPLIER_KEY_PARAMETER": "/shop/supplier-key"}
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% wrong: the word is kept, not the value
# refused: it holds 'supplier_key'
name = "/shop/supplier-key"
ssm.put_parameter(Name=name, Value="supplier_key", Type="SecureString")
variables = {"CURRENCY": "EUR", "SUPPLIER_KEY_PARAMETER": name}
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% wrong: the variable names another parameter
# refused: SUPPLIER_KEY_PARAMETER=shop/supplier-key
ssm.put_parameter(
    Name="/shop/supplier-key", Value=supplier_key, Type="SecureString", Overwrite=True
)
variables = {"CURRENCY": "EUR", "SUPPLIER_KEY_PARAMETER": "shop/supplier-key"}
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% right: what is there is read, and changed
name = "/shop/supplier-key"
ssm.put_parameter(Name=name, Value=supplier_key, Type="SecureString")
configuration = functions.get_function_configuration(FunctionName="shop")
variables = configuration["Environment"]["Variables"]
del variables["SUPPLIER_KEY"]
variables["SUPPLIER_KEY_PARAMETER"] = name
functions.update_function_configuration(
    FunctionName="shop", Environment={"Variables": variables}
)
functions.get_waiter("function_updated_v2").wait(FunctionName="shop")

# %% right: first as text, then over it as a secret
name = "/shop/supplier-key"
ssm.put_parameter(Name=name, Value="later", Type="String")
ssm.put_parameter(Name=name, Value=supplier_key, Type="SecureString", Overwrite=True)
functions.update_function_configuration(
    FunctionName="shop",
    Environment={"Variables": dict(CURRENCY="EUR", SUPPLIER_KEY_PARAMETER=name)},
)
functions.get_waiter("function_updated").wait(FunctionName="shop")
