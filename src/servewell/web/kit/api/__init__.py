"""What all of the API shares: who may ask, how a part of a long list is named, and how a wrong question is answered."""
