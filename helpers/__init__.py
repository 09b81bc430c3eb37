"""What the lessons of the InfoGAN curriculum import. From the ground up; no module imports from further down this list:

data, sprites       MNIST; drawn shapes whose true factors are known
information         entropy, divergences and mutual information of the first lessons, for the later ones
training/           one loop that trains everything, loses nothing, and is fast
gan/                networks, losses and recipes, up to an InfoGAN that is already trained
measures/           how good it is: clusters against digits, distances between sets of images, factors
pictures/           figures, diagrams, the map of the course, explorers (figures that one moves by hand)
checking/           check(), hint(), progress(): run an answer, judge it, name the mistake; predict() and recall()
exercises/          what is right: lesson by lesson, with the mistakes people make

Nothing is imported here, so that a lesson on entropy does not wait for torch.
"""

__version__ = "0.1.0"
