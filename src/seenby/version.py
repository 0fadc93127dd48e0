"""The version, read by the build and by everything that names it. Asking the installation for it is slow."""

VERSION = "0.1.0"
