"""What this room does when others announce."""
