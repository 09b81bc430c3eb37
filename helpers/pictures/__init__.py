"""What the lessons show: figures and grids of images (figures), the diagram of InfoGAN (diagrams), the map of the
course (course), pictures to pull at (explorers).
"""
