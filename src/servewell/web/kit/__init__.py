"""What all pages share: the shell, the theme, the components, the charts. It knows no room."""
