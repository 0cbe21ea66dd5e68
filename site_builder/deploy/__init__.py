"""From the last build to what the public reads: plan, then apply (docs/adr/0009-deploys.md)."""
