"""Functions whose code stands in a template, on a machine with few programs."""

import shutil
from pathlib import Path

from engine_testing import own_engine

TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: told
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          def handler(event, context):
              return "from a template"
"""


def test_inline_code_needs_no_program_of_the_machine(tmp_path: Path, free_port: int) -> None:
    """With bubblewrap alone on the PATH a stack's function is packed and runs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    if bubblewrap := shutil.which("bwrap"):
        (programs / "bwrap").symlink_to(bubblewrap)
    with own_engine(tmp_path, free_port, PATH=str(programs)) as engine:
        account = engine.account
        stacks = account.client("cloudformation")
        stacks.create_stack(StackName="shop", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"])
        stacks.get_waiter("stack_create_complete").wait(
            StackName="shop", WaiterConfig={"Delay": 1, "MaxAttempts": 40}
        )
        answer = account.client("lambda").invoke(FunctionName="told")
        assert answer["Payload"].read() == b'"from a template"'
