"""The edge: how the built site is given out. `policy` decides, all else is made from it: what is
stored with objects, the configuration of nginx, the template for CloudFront, the site to look at.
"""
