"""What all pages share: the shell, the theme, the components, the charts.

Of the rooms it asks people alone: who is here, what they may do, the look of their company.
"""
