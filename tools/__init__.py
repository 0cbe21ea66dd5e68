"""Programs for people who work on the project or set it up. No part of the running system."""
