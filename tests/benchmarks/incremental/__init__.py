"""What a change costs with our builder, with Hugo and with Pelican, on one corpus."""
