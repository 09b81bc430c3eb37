"""Pictures that answer when one moves a number, each with a still one beside it that says the same without a kernel.

codes       lessons 0 and 8: the codes of a trained InfoGAN
gaussians   lesson 2: two directions of the KL divergence
table       lesson 3: correlation and information of a 2 by 2 table
sigmoid     lesson 5: what pushes a generated sample
film        lesson 6: a training with either loss, step by step

``drawing`` draws in well under 0.1 s, ``engine`` has the controls. Nothing of ipywidgets or torch is imported here.
"""
