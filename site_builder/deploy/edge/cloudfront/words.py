"""The few words of CloudFormation that the template is made of."""

from typing import Any

Data = dict[str, Any]


def ref(name: str) -> Data:
    return {"Ref": name}


def att(name: str) -> Data:
    return {"Fn::GetAtt": name.split(".", 1)}


def sub(text: str) -> Data:
    return {"Fn::Sub": text}


def named(name: str) -> Data:
    """A name that is unique in the account, because the stack's is."""
    return sub(f"${{AWS::StackName}}-{name}")


def distribution() -> Data:
    return sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}")


def objects(below: str = "") -> Data:
    """What lies in the folder of the site, or below a folder of it."""
    return sub(f"${{SiteBucket.Arn}}/${{BucketPrefix}}/{below}*")


def resource(type_: str, properties: Data, **attributes: Any) -> Data:
    return {"Type": type_, **attributes, "Properties": properties}


def statement(sid: str, actions: list[str], resources: Any, **more: Any) -> Data:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources, **more}


def document(*statements: Data) -> Data:
    return {"Version": "2012-10-17", "Statement": list(statements)}
