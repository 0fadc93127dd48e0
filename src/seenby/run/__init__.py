"""A plan in, ads on a platform and their delivery out: every act intended in the journal, then done."""
