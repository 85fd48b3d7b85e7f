"""The chapter's layers and net."""
