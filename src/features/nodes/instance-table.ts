// Made by `npm run instance-types`; not edited.

/**
 * Instance types on Nitro and bare metal, a family a line: its name, accelerator and architecture, then each size with its vCPUs, GiB of
 * memory, pods and GPUs. Of moto 5.2.1.
 *
 * @see https://github.com/getmoto/moto/blob/5.2.1/moto/ec2/resources/instance_types.json.gz
 */
export const INSTANCE_TABLE: string = `
a1 arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, metal 16 32 234
c5, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 9xlarge 36 72 234, 12xlarge 48 96 234, 18xlarge 72 144 737, 24xlarge 96 192 737, metal 96 192 737
c5a, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737
c5ad, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737
c5d, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 9xlarge 36 72 234, 12xlarge 48 96 234, 18xlarge 72 144 737, 24xlarge 96 192 737, metal 96 192 737
c5n, large 2 5.25 29, xlarge 4 10.5 58, 2xlarge 8 21 58, 4xlarge 16 42 234, 9xlarge 36 96 234, 18xlarge 72 192 737, metal 72 192 737
c6a, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, 32xlarge 128 256 737, 48xlarge 192 384 737, metal 192 384 737
c6g arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, metal 64 128 737
c6gd arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, metal 64 128 737
c6gn arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737
c6i, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, 32xlarge 128 256 737, metal 128 256 737
c6id, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, 32xlarge 128 256 737, metal 128 256 737
c6in, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, 32xlarge 128 256 394, metal 128 256 394
c7a, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, 32xlarge 128 256 737, 48xlarge 192 384 737, metal-48xl 192 384 737
c7g arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, metal 64 128 737
c7gd arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, metal 64 128 737
c7gn arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, metal 64 128 737
c7i, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, metal-24xl 96 192 737, 48xlarge 192 384 737, metal-48xl 192 384 737
c7i-flex, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737
c8a, medium 1 2 8, large 2 4 59, xlarge 4 8 78, 2xlarge 8 16 158, 4xlarge 16 32 314, 8xlarge 32 64 392, 12xlarge 48 96 758, 16xlarge 64 128 1010, 24xlarge 96 192 1010, metal-24xl 96 192 1010, 48xlarge 192 384 1514, metal-48xl 192 384 1514
c8g arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, metal-24xl 96 192 737, 48xlarge 192 384 737, metal-48xl 192 384 737
c8gb arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 292, 12xlarge 48 96 350, 16xlarge 64 128 786, 24xlarge 96 192 1178, metal-24xl 96 192 1178, 48xlarge 192 384 590, metal-48xl 192 384 590
c8gd arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 234, 12xlarge 48 96 234, 16xlarge 64 128 737, 24xlarge 96 192 737, metal-24xl 96 192 737, 48xlarge 192 384 737, metal-48xl 192 384 737
c8gn arm64, medium 1 2 8, large 2 4 29, xlarge 4 8 58, 2xlarge 8 16 58, 4xlarge 16 32 234, 8xlarge 32 64 292, 12xlarge 48 96 350, 16xlarge 64 128 786, 24xlarge 96 192 1178, metal-24xl 96 192 1178, 48xlarge 192 384 590, metal-48xl 192 384 590
c8i, large 2 4 59, xlarge 4 8 118, 2xlarge 8 16 118, 4xlarge 16 32 394, 8xlarge 32 64 492, 12xlarge 48 96 590, 16xlarge 64 128 1010, 24xlarge 96 192 1010, 32xlarge 128 256 1514, 48xlarge 192 384 1514, metal-48xl 192 384 1514, 96xlarge 384 768 1514, metal-96xl 384 768 1514
c8i-flex, large 2 4 59, xlarge 4 8 118, 2xlarge 8 16 118, 4xlarge 16 32 394, 8xlarge 32 64 492, 12xlarge 48 96 590, 16xlarge 64 128 1010
c8ib, large 2 4 78, xlarge 4 8 118, 2xlarge 8 16 118, 4xlarge 16 32 394, 8xlarge 32 64 394, 12xlarge 48 96 590, 16xlarge 64 128 1010, 24xlarge 96 192 1010, 32xlarge 128 256 1010, 48xlarge 192 384 1514, metal-48xl 192 384 1514, 96xlarge 384 768 758, metal-96xl 384 768 758
c8id, large 2 4 59, xlarge 4 8 118, 2xlarge 8 16 118, 4xlarge 16 32 394, 8xlarge 32 64 492, 12xlarge 48 96 590, 16xlarge 64 128 1010, 24xlarge 96 192 1010, 32xlarge 128 256 1514, 48xlarge 192 384 1514, metal-48xl 192 384 1514, 96xlarge 384 768 1514, metal-96xl 384 768 1514
c8in, large 2 4 78, xlarge 4 8 118, 2xlarge 8 16 118, 4xlarge 16 32 394, 8xlarge 32 64 394, 12xlarge 48 96 590, 16xlarge 64 128 1010, 24xlarge 96 192 1010, 32xlarge 128 256 1010, 48xlarge 192 384 1514, metal-48xl 192 384 1514, 96xlarge 384 768 758, metal-96xl 384 768 758
c8ine, large 2 4 78, xlarge 4 8 118, 2xlarge 8 16 118, 4xlarge 16 32 394, 8xlarge 32 64 394, 12xlarge 48 96 590
d3, xlarge 4 32 10, 2xlarge 8 64 18, 4xlarge 16 128 38, 8xlarge 32 256 59
d3en, xlarge 4 16 10, 2xlarge 8 32 18, 4xlarge 16 64 38, 6xlarge 24 96 58, 8xlarge 32 128 78, 12xlarge 48 192 89
dl1, 24xlarge 96 768 737
dl2q, 24xlarge 96 768 737
f2, 6xlarge 24 256 234, 12xlarge 48 512 234, 48xlarge 192 2048 737
g4ad, xlarge 4 16 8, 2xlarge 8 32 8, 4xlarge 16 64 29, 8xlarge 32 128 58, 16xlarge 64 256 234
g4dn nvidia, xlarge 4 16 29 1, 2xlarge 8 32 29 1, 4xlarge 16 64 29 1, 8xlarge 32 128 58 1, 12xlarge 48 192 234 4, 16xlarge 64 256 58 1, metal 96 384 737 8
g5 nvidia, xlarge 4 16 58 1, 2xlarge 8 32 58 1, 4xlarge 16 64 234 1, 8xlarge 32 128 234 1, 12xlarge 48 192 737 4, 16xlarge 64 256 234 1, 24xlarge 96 384 737 4, 48xlarge 192 768 345 8
g5g nvidia arm64, xlarge 4 8 58 1, 2xlarge 8 16 58 1, 4xlarge 16 32 234 1, 8xlarge 32 64 234 1, 16xlarge 64 128 737 2, metal 64 128 737 2
g6 nvidia, xlarge 4 16 58 1, 2xlarge 8 32 58 1, 4xlarge 16 64 234 1, 8xlarge 32 128 234 1, 12xlarge 48 192 234 4, 16xlarge 64 256 737 1, 24xlarge 96 384 737 4, 48xlarge 192 768 737 8
g6e nvidia, xlarge 4 32 58 1, 2xlarge 8 64 58 1, 4xlarge 16 128 234 1, 8xlarge 32 256 234 1, 12xlarge 48 384 292 4, 16xlarge 64 512 737 1, 24xlarge 96 768 492 4, 48xlarge 192 1536 492 8
g6f, large 2 8 20, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234
g7e nvidia, 2xlarge 8 64 254 1, 4xlarge 16 128 506 1, 8xlarge 32 256 506 1, 12xlarge 48 512 632 2, 24xlarge 96 1024 632 4, 48xlarge 192 2048 632 8
gr6 nvidia, 4xlarge 16 128 234 1, 8xlarge 32 256 234 1
gr6f, 4xlarge 16 128 234
hpc6a, 48xlarge 96 384 100
hpc6id, 32xlarge 64 1024 51
hpc7a, 12xlarge 24 768 100, 24xlarge 48 768 100, 48xlarge 96 768 100, 96xlarge 192 768 100
hpc7g arm64, 4xlarge 16 128 198, 8xlarge 32 128 198, 16xlarge 64 128 198
hpc8a, 96xlarge 192 768 100
i3en, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 3xlarge 12 96 58, 6xlarge 24 192 234, 12xlarge 48 384 234, 24xlarge 96 768 737, metal 96 768 737
i4g arm64, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 16xlarge 64 512 737
i4i, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 437, 32xlarge 128 1024 737, metal 128 1024 737
i7i, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal-24xl 96 768 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
i7ie, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 3xlarge 12 96 58, 6xlarge 24 192 234, 12xlarge 48 384 394, 18xlarge 72 576 737, 24xlarge 96 768 737, metal-24xl 96 768 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
i8g arm64, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal-24xl 96 768 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
i8ge arm64, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 3xlarge 12 96 176, 6xlarge 24 192 292, 12xlarge 48 384 350, 18xlarge 72 576 786, 24xlarge 96 768 786, metal-24xl 96 768 786, 48xlarge 192 1536 1178, metal-48xl 192 1536 1178
im4gn arm64, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 16xlarge 64 256 737
inf1 neuron, xlarge 4 8 38, 2xlarge 8 16 38, 6xlarge 24 48 234, 24xlarge 96 192 321
inf2 neuron, xlarge 4 16 58, 8xlarge 32 128 234, 24xlarge 96 384 737, 48xlarge 192 768 737
is4gen arm64, medium 1 6 8, large 2 12 29, xlarge 4 24 58, 2xlarge 8 48 58, 4xlarge 16 96 234, 8xlarge 32 192 234
m5, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal 96 384 737
m5a, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737
m5ad, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737
m5d, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal 96 384 737
m5dn, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal 96 384 737
m5n, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal 96 384 737
m5zn, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 3xlarge 12 48 234, 6xlarge 24 96 234, 12xlarge 48 192 737, metal 48 192 737
m6a, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, 32xlarge 128 512 737, 48xlarge 192 768 737, metal 192 768 737
m6g arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, metal 64 256 737
m6gd arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, metal 64 256 737
m6i, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, 32xlarge 128 512 737, metal 128 512 737
m6id, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, 32xlarge 128 512 737, metal 128 512 737
m6idn, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, 32xlarge 128 512 394, metal 128 512 394
m6in, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, 32xlarge 128 512 394, metal 128 512 394
m7a, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, 32xlarge 128 512 737, 48xlarge 192 768 737, metal-48xl 192 768 737
m7g arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, metal 64 256 737
m7gd arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, metal 64 256 737
m7i, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal-24xl 96 384 737, 48xlarge 192 768 737, metal-48xl 192 768 737
m7i-flex, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737
m8a, medium 1 4 8, large 2 8 59, xlarge 4 16 78, 2xlarge 8 32 158, 4xlarge 16 64 314, 8xlarge 32 128 392, 12xlarge 48 192 758, 16xlarge 64 256 1010, 24xlarge 96 384 1010, metal-24xl 96 384 1010, 48xlarge 192 768 1514, metal-48xl 192 768 1514
m8azn, medium 1 4 11, large 2 8 78, xlarge 4 16 78, 3xlarge 12 48 314, 6xlarge 24 96 314, 12xlarge 48 192 1010, metal-12xl 48 192 1010, 24xlarge 96 384 1010, metal-24xl 96 384 1010
m8g arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal-24xl 96 384 737, 48xlarge 192 768 737, metal-48xl 192 768 737
m8gb arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 292, 12xlarge 48 192 350, 16xlarge 64 256 786, 24xlarge 96 384 1178, metal-24xl 96 384 1178, 48xlarge 192 768 590, metal-48xl 192 768 590
m8gd arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 234, 12xlarge 48 192 234, 16xlarge 64 256 737, 24xlarge 96 384 737, metal-24xl 96 384 737, 48xlarge 192 768 737, metal-48xl 192 768 737
m8gn arm64, medium 1 4 8, large 2 8 29, xlarge 4 16 58, 2xlarge 8 32 58, 4xlarge 16 64 234, 8xlarge 32 128 292, 12xlarge 48 192 350, 16xlarge 64 256 786, 24xlarge 96 384 1178, metal-24xl 96 384 1178, 48xlarge 192 768 590, metal-48xl 192 768 590
m8i, large 2 8 59, xlarge 4 16 118, 2xlarge 8 32 118, 4xlarge 16 64 394, 8xlarge 32 128 492, 12xlarge 48 192 590, 16xlarge 64 256 1010, 24xlarge 96 384 1010, 32xlarge 128 512 1514, 48xlarge 192 768 1514, metal-48xl 192 768 1514, 96xlarge 384 1536 1514, metal-96xl 384 1536 1514
m8i-flex, large 2 8 59, xlarge 4 16 118, 2xlarge 8 32 118, 4xlarge 16 64 394, 8xlarge 32 128 492, 12xlarge 48 192 590, 16xlarge 64 256 1010
m8ib, large 2 8 78, xlarge 4 16 118, 2xlarge 8 32 118, 4xlarge 16 64 394, 8xlarge 32 128 394, 12xlarge 48 192 590, 16xlarge 64 256 1010, 24xlarge 96 384 1010, 32xlarge 128 512 1010, 48xlarge 192 768 1514, 96xlarge 384 1536 758
m8id, large 2 8 59, xlarge 4 16 118, 2xlarge 8 32 118, 4xlarge 16 64 394, 8xlarge 32 128 492, 12xlarge 48 192 590, 16xlarge 64 256 1010, 24xlarge 96 384 1010, 32xlarge 128 512 1514, 48xlarge 192 768 1514, metal-48xl 192 768 1514, 96xlarge 384 1536 1514, metal-96xl 384 1536 1514
m8in, large 2 8 78, xlarge 4 16 118, 2xlarge 8 32 118, 4xlarge 16 64 394, 8xlarge 32 128 394, 12xlarge 48 192 590, 16xlarge 64 256 1010, 24xlarge 96 384 1010, 32xlarge 128 512 1010, 48xlarge 192 768 1514, 96xlarge 384 1536 758
m8ine, large 2 8 78, xlarge 4 16 118, 2xlarge 8 32 118, 4xlarge 16 64 394, 8xlarge 32 128 394, 12xlarge 48 192 590
p3dn nvidia, 24xlarge 96 768 737 8
p4d nvidia, 24xlarge 96 1152 737 8
p4de nvidia, 24xlarge 96 1152 737 8
p5 nvidia, 4xlarge 16 256 118 1, 48xlarge 192 2048 100 8
p5e nvidia, 48xlarge 192 2048 100 8
p5en nvidia, 48xlarge 192 2048 198 8
p6-b200 nvidia, 48xlarge 192 2048 198 8
p6-b300 nvidia, 48xlarge 192 4096 198 8
r5, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal 96 768 737
r5a, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737
r5ad, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737
r5b, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal 96 768 737
r5d, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal 96 768 737
r5dn, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal 96 768 737
r5n, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal 96 768 737
r6a, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, 32xlarge 128 1024 737, 48xlarge 192 1536 737, metal 192 1536 737
r6g arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, metal 64 512 737
r6gd arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, metal 64 512 737
r6i, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, 32xlarge 128 1024 737, metal 128 1024 737
r6id, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, 32xlarge 128 1024 737, metal 128 1024 737
r6idn, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, 32xlarge 128 1024 394, metal 128 1024 394
r6in, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, 32xlarge 128 1024 394, metal 128 1024 394
r7a, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, 32xlarge 128 1024 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
r7g arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, metal 64 512 737
r7gd arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, metal 64 512 737
r7i, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal-24xl 96 768 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
r7iz, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, metal-16xl 64 512 737, 32xlarge 128 1024 737, metal-32xl 128 1024 737
r8a, medium 1 8 8, large 2 16 59, xlarge 4 32 78, 2xlarge 8 64 158, 4xlarge 16 128 314, 8xlarge 32 256 392, 12xlarge 48 384 758, 16xlarge 64 512 1010, 24xlarge 96 768 1010, metal-24xl 96 768 1010, 48xlarge 192 1536 1514, metal-48xl 192 1536 1514
r8g arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal-24xl 96 768 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
r8gb arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 292, 12xlarge 48 384 350, 16xlarge 64 512 786, 24xlarge 96 768 1178, metal-24xl 96 768 1178, 48xlarge 192 1536 590, metal-48xl 192 1536 590
r8gd arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 234, 12xlarge 48 384 234, 16xlarge 64 512 737, 24xlarge 96 768 737, metal-24xl 96 768 737, 48xlarge 192 1536 737, metal-48xl 192 1536 737
r8gn arm64, medium 1 8 8, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 4xlarge 16 128 234, 8xlarge 32 256 292, 12xlarge 48 384 350, 16xlarge 64 512 786, 24xlarge 96 768 1178, metal-24xl 96 768 1178, 48xlarge 192 1536 590, metal-48xl 192 1536 590
r8i, large 2 16 59, xlarge 4 32 118, 2xlarge 8 64 118, 4xlarge 16 128 394, 8xlarge 32 256 492, 12xlarge 48 384 590, 16xlarge 64 512 1010, 24xlarge 96 768 1010, 32xlarge 128 1024 1514, 48xlarge 192 1536 1514, metal-48xl 192 1536 1514, 96xlarge 384 3072 1514, metal-96xl 384 3072 1514
r8i-flex, large 2 16 59, xlarge 4 32 118, 2xlarge 8 64 118, 4xlarge 16 128 394, 8xlarge 32 256 492, 12xlarge 48 384 590, 16xlarge 64 512 1010
r8ib, large 2 16 78, xlarge 4 32 118, 2xlarge 8 64 118, 4xlarge 16 128 394, 8xlarge 32 256 394, 12xlarge 48 384 590, 16xlarge 64 512 1010, 24xlarge 96 768 1010, 32xlarge 128 1024 1010, 48xlarge 192 1536 1514, 96xlarge 384 3072 758
r8id, large 2 16 59, xlarge 4 32 118, 2xlarge 8 64 118, 4xlarge 16 128 394, 8xlarge 32 256 492, 12xlarge 48 384 590, 16xlarge 64 512 1010, 24xlarge 96 768 1010, 32xlarge 128 1024 1514, 48xlarge 192 1536 1514, metal-48xl 192 1536 1514, 96xlarge 384 3072 1514, metal-96xl 384 3072 1514
r8in, large 2 16 78, xlarge 4 32 118, 2xlarge 8 64 118, 4xlarge 16 128 394, 8xlarge 32 256 394, 12xlarge 48 384 590, 16xlarge 64 512 1010, 24xlarge 96 768 1010, 32xlarge 128 1024 1010, 48xlarge 192 1536 1514, 96xlarge 384 3072 758
t3, large 2 8 35, medium 2 4 17, micro 2 1 4, nano 2 0.5 4, small 2 2 11, xlarge 4 16 58, 2xlarge 8 32 58
t3a, large 2 8 35, medium 2 4 17, micro 2 1 4, nano 2 0.5 4, small 2 2 8, xlarge 4 16 58, 2xlarge 8 32 58
t4g arm64, large 2 8 35, medium 2 4 17, micro 2 1 4, nano 2 0.5 4, small 2 2 11, xlarge 4 16 58, 2xlarge 8 32 58
trn1 neuron, 2xlarge 8 32 58, 32xlarge 128 512 247
trn1n neuron, 32xlarge 128 512 247
trn2 neuron, 3xlarge 12 128 30, 48xlarge 192 2048 100
u-3tb1, 56xlarge 224 3072 234
u-6tb1, 56xlarge 224 6144 737, 112xlarge 448 6144 737
u7i-12tb, 224xlarge 896 12288 737
u7i-6tb, 112xlarge 448 6144 737
u7i-8tb, 112xlarge 448 8192 737
u7in-16tb, 224xlarge 896 16384 394
u7in-24tb, 224xlarge 896 24576 394
u7in-32tb, 224xlarge 896 32768 394
vt1, 3xlarge 12 24 58, 6xlarge 24 48 234, 24xlarge 96 192 737
x2gd arm64, medium 1 16 8, large 2 32 29, xlarge 4 64 58, 2xlarge 8 128 58, 4xlarge 16 256 234, 8xlarge 32 512 234, 12xlarge 48 768 234, 16xlarge 64 1024 737, metal 64 1024 737
x2idn, 16xlarge 64 1024 737, 24xlarge 96 1536 737, 32xlarge 128 2048 737, metal 128 2048 737
x2iedn, xlarge 4 128 58, 2xlarge 8 256 58, 4xlarge 16 512 234, 8xlarge 32 1024 234, 16xlarge 64 2048 737, 24xlarge 96 3072 737, 32xlarge 128 4096 737, metal 128 4096 737
x2iezn, 2xlarge 8 256 58, 4xlarge 16 512 234, 6xlarge 24 768 234, 8xlarge 32 1024 234, 12xlarge 48 1536 737, metal 48 1536 737
x8aedz, large 2 64 78, xlarge 4 128 78, 3xlarge 12 384 314, 6xlarge 24 768 314, 12xlarge 48 1536 1010, metal-12xl 48 1536 1010, 24xlarge 96 3072 1010, metal-24xl 96 3072 1010
x8g arm64, medium 1 16 8, large 2 32 29, xlarge 4 64 58, 2xlarge 8 128 58, 4xlarge 16 256 234, 8xlarge 32 512 234, 12xlarge 48 768 234, 16xlarge 64 1024 737, 24xlarge 96 1536 737, metal-24xl 96 1536 737, 48xlarge 192 3072 737, metal-48xl 192 3072 737
x8i, large 2 32 59, xlarge 4 64 118, 2xlarge 8 128 118, 4xlarge 16 256 394, 8xlarge 32 512 492, 12xlarge 48 768 590, 16xlarge 64 1024 1010, 24xlarge 96 1536 1010, 32xlarge 128 2048 1514, 48xlarge 192 3072 1514, metal-48xl 192 3072 1514, 64xlarge 256 4096 1514, 96xlarge 384 6144 1514, metal-96xl 384 6144 1514
z1d, large 2 16 29, xlarge 4 32 58, 2xlarge 8 64 58, 3xlarge 12 96 234, 6xlarge 24 192 234, 12xlarge 48 384 737, metal 48 384 737
`;
