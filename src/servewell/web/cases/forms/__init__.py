"""What writers fill in: about one case, and about which cases they want to see."""
