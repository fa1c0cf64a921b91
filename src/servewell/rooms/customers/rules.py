"""The powers of this room. A customer is of a unit where they had an encounter or said something."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

SEE = power("customers.see", _("see customers of the unit and how they can be reached"))
KEEP = power("customers.keep", _("write down what customers of the unit agree to, and who speaks for them"))
MERGE = power("customers.merge", _("decide whether two customers of the unit are one person"))
ERASE = power("customers.erase", _("hand out, correct and erase what is known about a customer of the unit"))
