"""The Newsroom page: what it shows, as plain functions over the warehouse, and the web app that serves it.

The app imports no Airflow. Who is asking, and what they may do, is a dependency that the plugin gives it.
"""
