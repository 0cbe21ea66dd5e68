"""What can stop a build as a whole. Faults of single documents are `contract.problems.Problem`s.

BuildError              nothing was done, the message says why (exit 1)
├── ConfigError         site.toml, the theme or the options cannot be used
├── ContentError        the content folder cannot be read
├── OutputError         the output folder must not or cannot be written
└── DeployError         the target cannot be used, or a deploy must not go on
    ├── Refusal         what a deploy is to do is taken for a mistake, until someone says it is none
    │   └── ForeignFile something of ours would take the place of something that is not
    └── GiveWay         a deploy ends early for something that cannot wait; the next one goes on
"""

import sqlite3


class BuildError(Exception):
    """Nothing was done. The message is one sentence for the person at the terminal."""


class ConfigError(BuildError):
    pass


class ContentError(BuildError):
    pass


class OutputError(BuildError):
    pass


class DeployError(BuildError):
    pass


class Refusal(DeployError):
    pass


class ForeignFile(Refusal):
    pass


class GiveWay(DeployError):
    pass


# What stops a build as a whole: our own errors, a full disk, missing rights.
STOPPING = (BuildError, OSError, sqlite3.Error)
