"""Published audits that can be reproduced from their own files, one TOML file each."""
