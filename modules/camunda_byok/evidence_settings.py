"""Where the records are kept of what commands change on AWS."""

from typing import Annotated, cast

from pydantic import Discriminator, Tag

from camunda_byok import fields
from camunda_byok.settings import Settings as _Settings


class EvidenceFolder(_Settings):
    """A folder on the machine that runs the command."""

    folder: fields.Folder = "evidence"
    """Path of the folder, beneath which each environment has its own; made when it is needed. `evidence` beside the code unless
    given. Whoever may write there can alter a record: it proves something only where the folder is kept elsewhere, in git for
    instance."""


class EvidenceBucket(_Settings):
    """An S3 bucket, best one with Object Lock, which nobody can alter a record in."""

    bucket: fields.BucketName
    """Name of the bucket, of whatever account. It must exist. Records that were written before stay where they are."""
    region: fields.RegionName
    """The bucket's region, which need not be the key's."""
    prefix: fields.StatePrefix = "camunda-byok-evidence"
    """Begins the names of the objects; each environment has its own beneath it. `camunda-byok-evidence` unless given."""


def _place(value: object) -> str:
    given = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    return "bucket" if "bucket" in given or isinstance(value, EvidenceBucket) else "folder"


Evidence = Annotated[
    Annotated[EvidenceFolder, Tag("folder")] | Annotated[EvidenceBucket, Tag("bucket")],
    Discriminator(_place),
]
